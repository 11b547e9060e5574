"""The database: its transactions, the recording of events, named reads, the chain's proof, migrations."""

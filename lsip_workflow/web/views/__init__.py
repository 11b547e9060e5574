"""What a page shows: plain dataclasses built from queries, with every code word put into words."""

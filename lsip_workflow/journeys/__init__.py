"""What people and flows do, each in the caller's transaction: lock, load, ask the rules, record."""

"""One Prefect server for all tests of this folder."""

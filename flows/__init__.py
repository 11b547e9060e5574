"""The Prefect flows: the only importers of Prefect. What they do are plain functions under them."""

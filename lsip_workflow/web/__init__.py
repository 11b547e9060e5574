"""Pages and the JSON API. The only importer of FastAPI; never an importer of Prefect."""

"""The pages, by what they are about; `web/app.py` lists the routers."""

"""The JSON API, by what its addresses are about; `web/app.py` lists the routers."""

"""The JSON API, by what its addresses are about; `web/addresses.py` lists the routers."""

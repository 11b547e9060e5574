"""The pages, by what they are about; `web/addresses.py` lists the routers."""

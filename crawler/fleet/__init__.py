"""The work on many portals, given to the processes of many machines through Dask."""

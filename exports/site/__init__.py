"""A published dataset as a folder of web pages that any web server can serve.

Needs the optional dependencies `vnportal[site]`.
"""

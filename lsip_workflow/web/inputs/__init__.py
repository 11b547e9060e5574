"""Inputs: every form of the API as a page, so that nobody needs the API.

An `Input` names an endpoint of the API and says how each field of its form is asked. The page is made from
the form, and what is sent goes through the very endpoint: one way of doing each thing.
"""

"""`python -m lsip_workflow.cli`: what the children of `lsip up` are started with."""

from lsip_workflow.cli import app

app()

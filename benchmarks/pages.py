"""Monday's page of an ERB with four areas and 730 provider relationships, and the table of 39 areas.

Each against the no-op page of the same server in the same run: a page of ours for the same visitor, with all
that every page has and nothing that is looked up for it (the page on cookies). Prints the medians and their
ratios; the aim is five times the no-op page at most.

    .venv/bin/python benchmarks/pages.py [--relations 730] [--answered 0.6] [--times 40]
"""

"""From committed events to handled ones: claims under lease and fence, each event in its own transaction.

What a flow does lives here and in the journeys, and can be called, and tested, without Prefect.
"""

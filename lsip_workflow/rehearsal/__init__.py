"""A history rehearsed: the real journeys, sweep and messages under a virtual clock, in a throw-away database.

A rehearsal is not a record. What it tells is what these records would say, and whom they would tell, if the
lines of a scenario happened on their days: each line says whether that is known, assumed or simulated, and
where it is from. Providers and people are invented.
"""

from lsip_workflow.rehearsal.reading import ScenarioRefused, load
from lsip_workflow.rehearsal.run import Course, rehearse
from lsip_workflow.rehearsal.scenario import Scenario

__all__ = ["Course", "Scenario", "ScenarioRefused", "load", "rehearse"]

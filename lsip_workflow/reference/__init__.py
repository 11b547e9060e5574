"""Reference data: areas, bodies, providers and classifications, by code, name and date. Nothing is guessed.

The files and their sources are described in `config/reference/README.md`. Everything is read lazily, one
file at a time, from the folder given; nothing here reads the clock, the environment or the network.
"""

from lsip_workflow.reference.bodies import Bodies, Erb, StrategicAuthority
from lsip_workflow.reference.classifications import (
    Classifications,
    Cluster,
    Entry,
    Occupation,
    Pathway,
    Route,
    SicEntry,
    SocUnit,
    Standard,
    SubjectArea,
)
from lsip_workflow.reference.places import Area, District
from lsip_workflow.reference.providers import Provider, Providers, Suggestion
from lsip_workflow.reference.reading import UnknownReference, normalised


class Reference(Bodies, Providers, Classifications):
    """All look-ups over one folder: `Reference(Path("config/reference")).area("kent-and-medway")`."""


__all__ = [
    "Area",
    "Cluster",
    "District",
    "Entry",
    "Erb",
    "Occupation",
    "Pathway",
    "Provider",
    "Reference",
    "Route",
    "SicEntry",
    "SocUnit",
    "Standard",
    "StrategicAuthority",
    "SubjectArea",
    "Suggestion",
    "UnknownReference",
    "normalised",
]

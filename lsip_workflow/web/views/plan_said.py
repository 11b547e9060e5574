"""Phrases for the code words of research: what people read and choose."""

from lsip_workflow.model import (
    BarrierKind,
    BarrierSide,
    EngagementKind,
    OrganisationKind,
    ParticipantKind,
    SizeBand,
)

BARRIERS = {
    BarrierKind.FUNDING: "Funding",
    BarrierKind.QUALIFICATIONS: "Qualifications",
    BarrierKind.TEACHING_STAFF: "Teaching staff",
    BarrierKind.FACILITIES: "Facilities",
    BarrierKind.INFORMATION: "Information",
    BarrierKind.ACCESS: "Access, such as travel or childcare",
    BarrierKind.EMPLOYER_CAPACITY: "What employers can take on",
    BarrierKind.REGULATION: "Regulation",
    BarrierKind.OTHER: "Something else",
}
SIDES = {
    BarrierSide.SUPPLY: "With those who train",
    BarrierSide.DEMAND: "With those who employ",
}
BODIES = {
    OrganisationKind.ERB: "Employer representative body",
    OrganisationKind.PROVIDER: "Provider",
    OrganisationKind.STRATEGIC_AUTHORITY: "Strategic authority",
    OrganisationKind.DEPARTMENT: "Government department",
    OrganisationKind.OTHER: "Another body",
}
ENGAGEMENTS = {
    EngagementKind.MEETING: "Meeting",
    EngagementKind.INTERVIEW: "Interview",
    EngagementKind.SURVEY_WAVE: "Wave of a survey",
    EngagementKind.WORKSHOP: "Workshop",
    EngagementKind.VISIT: "Visit",
    EngagementKind.OTHER: "Something else",
}
PARTICIPANTS = {
    ParticipantKind.EMPLOYER: "Employers",
    ParticipantKind.EMPLOYER_BODY: "Employer bodies",
    ParticipantKind.PROVIDER: "Providers",
    ParticipantKind.AUTHORITY: "Authorities",
    ParticipantKind.LEARNER_VOICE: "Learners' voices",
    ParticipantKind.OTHER: "Others",
}
SIZES = {
    SizeBand.MICRO: "micro (under 10 staff)",
    SizeBand.SMALL: "small (10 to 49)",
    SizeBand.MEDIUM: "medium (50 to 249)",
    SizeBand.LARGE: "large (250 and more)",
    SizeBand.UNKNOWN: "size not known",
}
ENTRY = {
    "evidence": "Evidence",
    "finding": "Finding",
    "need": "Skills need",
    "barrier": "Barrier",
    "priority": "Priority",
    "action": "Action",
    "engagement": "Entry of who was heard",
    "consideration": "What was considered",
}

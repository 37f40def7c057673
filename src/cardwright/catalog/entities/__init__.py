"""The entity classes: every kind of entity, its fields and their descriptions, audiences and forms."""

from cardwright.catalog.entities.approval import Approval
from cardwright.catalog.entities.dataset import Dataset
from cardwright.catalog.entities.model import Model
from cardwright.catalog.entities.model_version import ModelVersion
from cardwright.catalog.entities.organisation import Organisation
from cardwright.catalog.entities.record import Entity, Record
from cardwright.catalog.entities.system import System
from cardwright.catalog.entities.team import Team
from cardwright.catalog.entities.use_case import UseCase
from cardwright.catalog.entities.waiver import Waiver

ENTITY_CLASSES: dict[str, type[Entity]] = {
    "organisation": Organisation,
    "team": Team,
    "use_case": UseCase,
    "system": System,
    "model": Model,
    "model_version": ModelVersion,
    "dataset": Dataset,
    "approval": Approval,
    "waiver": Waiver,
}
"""The class of each kind, in the order of the catalog folder."""

__all__ = ["ENTITY_CLASSES", "Entity", "Record"]

"""The tables of the library."""

from trainer.library.models import index
from trainer.library.models.desk import BankReading, BulkChange, SavedView, Task
from trainer.library.models.exchange import ItemImport
from trainer.library.models.items import (
    HOME,
    Item,
    ItemFigure,
    ItemSource,
    ItemTag,
    ItemText,
    ItemVersion,
    Media,
    Source,
)
from trainer.library.models.plans import BlueprintVersion, PolicyVersion
from trainer.library.models.review import ItemApproval, ItemComment, ItemMove, ItemPair, ItemReport

__all__ = [
    "HOME",
    "BankReading",
    "BlueprintVersion",
    "BulkChange",
    "Item",
    "ItemApproval",
    "ItemComment",
    "ItemFigure",
    "ItemImport",
    "ItemMove",
    "ItemPair",
    "ItemReport",
    "ItemSource",
    "ItemTag",
    "ItemText",
    "ItemVersion",
    "Media",
    "PolicyVersion",
    "SavedView",
    "Source",
    "Task",
    "index",
]

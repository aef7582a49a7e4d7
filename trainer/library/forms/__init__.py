"""Forms for the bank: its pages, and the editor with a form for every item type."""

from trainer.library.forms.about import ItemForm
from trainer.library.forms.bank import NewItemForm
from trainer.library.forms.sheet import Sheet

__all__ = ["ItemForm", "NewItemForm", "Sheet"]

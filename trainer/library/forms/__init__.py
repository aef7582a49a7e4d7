"""Forms for the bank: its pages, and the editor with a form for every item type."""

from trainer.library.forms.about import ItemForm
from trainer.library.forms.bank import FilterForm, NewItemForm
from trainer.library.forms.sheet import Sheet

__all__ = ["FilterForm", "ItemForm", "NewItemForm", "Sheet"]

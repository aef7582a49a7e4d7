"""The application, for gunicorn and for `flask --app wsgi`; it does not start on a database that could lose answers."""

from trainer.app import create_app
from trainer.config import from_environment
from trainer.core.durability import refuse_weak_durability

app = create_app(from_environment())
refuse_weak_durability(app.extensions["trainer"].database.engine)

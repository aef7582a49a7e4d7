"""The application, for gunicorn and for `flask --app wsgi`."""

from trainer.app import create_app
from trainer.config import from_environment

app = create_app(from_environment())

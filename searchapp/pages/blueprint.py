"""What the pages register their views with."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

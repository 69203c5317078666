"""What the endpoints register their views with."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

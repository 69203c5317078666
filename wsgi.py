"""What gunicorn serves: `gunicorn -c python:searchapp.gunicorn wsgi:app`."""

from searchapp import create_app

app = create_app()

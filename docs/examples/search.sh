curl -sS -G http://127.0.0.1:8000/api/v1/search \
  --data-urlencode 'q=dépistage' --data-urlencode 'topic=Prévention' -d from=2024 -d fields=title,url

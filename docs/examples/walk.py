import json
import time
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen


def pages(address):
    """Each page of results, one after the other; waits where it is asked to."""
    while address:
        try:
            with urlopen(address, timeout=10) as response:
                page = json.load(response)
        except HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(int(error.headers["Retry-After"]))
            continue
        yield page
        address = page["links"]["next"] and urljoin(address, page["links"]["next"])


for page in pages("http://127.0.0.1:8000/api/v1/search?q=cancer&fields=id,title&highlight=false&per_page=100"):
    for hit in page["hits"]:
        print(hit["id"], hit["title"], sep="\t")

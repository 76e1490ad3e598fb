import datetime
import time
from datetime import datetime as moment


def today():
    return datetime.date.today().isoformat()


def next_year():
    return moment.now().year + 1


def elapsed(since):
    return time.time() - since

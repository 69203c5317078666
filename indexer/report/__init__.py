"""What an editor wants to know of the whole index: what was read, what was not, and what looks odd.

    report = make_report(engine, settings)        values only: report/survey.py
    page_of(report, "fr")                         one HTML page that needs nothing else: report/page.py

Each kind of oddity is a function in report/oddities.py.
"""

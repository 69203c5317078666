"""Makes the PDF reports of the sample, each with another producer.

Real institutes publish files from Word, InDesign, LaTeX, a browser or a script, and each
kind breaks an extractor in its own way. The six reports here bring those difficulties
without carrying anybody's text: the institute and its people are invented.

    python -m indexer.sample.generator OUTPUT_FOLDER

Not here: the articles of the sample, which are written by hand under `articles/`.
"""

import json

from rimuru_plugin import define_exporter, serve_plugin


to_json = json.JSONEncoder(ensure_ascii=False, separators=(',', ':')).encode


def write_rows(rows, call):
    """Costs and sessions: what is yielded here is the file. Whole batches are faster than single rows."""
    fields = call.options['fields']
    if fields is None:
        # All of a row: it arrives as JSON, and is written as it is.
        for texts in rows.texts():
            yield '\n'.join(texts) + '\n'
    else:
        for batch in rows.batches():
            chosen = [{field: row[field] for field in fields} for row in batch]
            yield '\n'.join(map(to_json, chosen)) + '\n'


def write_report(report, call):
    """A report has sections with rows of their own: each line begins with the section that it is from."""
    for section in report['sections']:
        for row in section['rows']:
            yield to_json({'section': section['id'], **row}) + '\n'


serve_plugin(
    define_exporter(
        id='ndjson-exporter',
        name='NDJSON example',
        version='0.1.0',
        format='ndjson',
        extension='ndjson',
        media_type='application/x-ndjson',
        costs=write_rows,
        sessions=write_rows,
        report=write_report,
    )
)

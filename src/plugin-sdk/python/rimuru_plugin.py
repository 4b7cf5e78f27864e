"""Plugins of Rimuru in Python 3.9 or newer: this one file, nothing to install. plugins/README.md shows how."""
from __future__ import annotations

import itertools
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from queue import SimpleQueue

PREFIX = '/rimuru/v1/'
PROTOCOL_RANGE = '^1.0.0'
TO_PLUGIN_LIMIT = 16 << 20
FROM_PLUGIN_LIMIT = 1 << 20
STREAM_WINDOW = 8
BATCH_ROWS = 100
BATCH_BYTES = 64 << 10
# Rows of a scan that are few enough to stand in the answer itself.
INLINE_ROWS = 100


# What an author writes.


class Plugin:
    """Who it is, and what answers each call. The define functions give one, serve_plugin takes it."""

    def __init__(self, kind, calls, *, id, name, version, author=None, icon='', check=None):
        self.id = id
        self.calls = {'check': _run_check(check)}
        self.calls.update(calls)
        self.metadata = {
            'id': id,
            'name': name,
            'version': version,
            'author': author,
            'icon': icon,
            'route': '/' + id,
            'kind': kind,
            'protocol': PROTOCOL_RANGE,
            'capabilities': list(self.calls),
        }


def define_exporter(*, format, extension, media_type, sessions=None, costs=None, report=None, **who) -> Plugin:
    """Each of sessions(rows, call), costs(rows, call) and report(report, call) gives the pieces, text or bytes, of its
    file `<name>.<extension>`, best as a generator. One that writes its file itself gives None and calls call.add."""
    writers = {'sessions': sessions, 'costs': costs, 'report': report}
    calls = {
        'export/' + what: _run_export(what, write, extension, media_type) for what, write in writers.items() if write
    }
    return Plugin('exporter', calls, **who)


def define_notifier(*, notify, test=None, levels=None, **who) -> Plugin:
    """notify(notification, report, ctx) and test(ctx) give {'delivered': bool, 'id': ..., 'detail': ...}."""

    def run(body, ctx, streams):
        notification = body['notification']
        if levels is not None and notification['level'] not in levels:
            detail = 'it does not want the level ' + notification['level']
            return {'delivered': False, 'skipped': True, 'detail': detail}
        return notify(notification, body.get('report'), ctx)

    calls = {'notify': run}
    if test:
        calls['notify/test'] = lambda body, ctx, streams: test(ctx)
    return Plugin('notifier', calls, **who)


def define_agent(*, discover, scan, **who) -> Plugin:
    """discover(dirs, ctx) gives the files; the generator scan(dirs, cursor, ctx) yields the requests that are new
    since the cursor, and returns {'cursor': ..., 'files': [...], 'problems': [...]}."""
    calls = {
        'agent/discover': lambda body, ctx, streams: {'files': list(discover(body['dirs'], ctx))},
        'agent/scan': lambda body, ctx, streams: _run_scan(scan(body['dirs'], body.get('cursor'), ctx), body, streams),
    }
    return Plugin('agent', calls, **who)


def define_view(*, render, action=None, **who) -> Plugin:
    """render(context, ctx) and action(action, input, context, ctx) give {'view_type', 'widgets', 'actions'}."""
    calls = {'view/render': lambda body, ctx, streams: render(body.get('context') or {}, ctx)}
    if action:
        calls['view/action'] = lambda body, ctx, streams: action(
            body['action'], body.get('input') or {}, body.get('context') or {}, ctx
        )
    return Plugin('view', calls, **who)


def define_hook(*, handle, hooks=None, **who) -> Plugin:
    """handle(hook, data, metadata, ctx) gives {'action': 'passthrough'}, or one of modify, block and cache_hit."""

    def run(body, ctx, streams):
        if hooks is not None and body['hook'] not in hooks:
            return {'action': 'passthrough'}
        return handle(body['hook'], body.get('data'), body.get('metadata') or {}, ctx)

    return Plugin('hook', {'hook': run}, **who)


def create_config_schema(properties, required=()):
    """The JSON Schema of a plugin's config."""
    schema = {'type': 'object', 'properties': properties}
    if required:
        schema['required'] = list(required)
    schema['additionalProperties'] = False
    return schema


def string_property(description, default=None):
    return _property('string', description, default)


def integer_property(description, default=None):
    return _property('integer', description, default)


def boolean_property(description, default=None):
    return _property('boolean', description, default)


def enum_property(description, values, default=None):
    return {**_property('string', description, default), 'enum': list(values)}


def array_property(description, items):
    return {**_property('array', description, None), 'items': {'type': items}}


def _property(type, description, default):
    given = {} if default is None else {'default': default}
    return {'type': type, 'description': description, **given}


# What an author is given.


class Refused(Exception):
    """The host did not do what it was asked. code: denied, quota, unreached (nothing was sent), failed, timeout or invalid."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Context:
    """What a plugin can do beside its own work. Each request waits for its answer."""

    def __init__(self, started, host, call_id):
        self.config = started['config']
        self.run_id = started['run_id']
        # A folder of its own that stays between runs.
        self.data_dir = started['data_dir']
        self.kv = Kv(host)
        self._host = host
        self._call_id = call_id

    def log(self, level: str, message: str, fields: dict | None = None):
        payload = {'level': level, 'message': message}
        if fields is not None:
            payload['fields'] = fields
        self._host.post('log', payload, None)

    def progress(self, done: int, total: int | None = None, message: str | None = None):
        self._host.post('progress', {'done': done, 'total': total, 'message': message}, self._call_id)

    def fetch(
        self, url: str, *, method='GET', headers=None, body=None, timeout_ms=None, redirect='follow'
    ) -> FetchAnswer:
        """A request that the host makes, to the origins that were granted. redirect: follow or manual."""
        payload = {'method': method, 'url': url, 'headers': headers or {}, 'body': body, 'encoding': 'utf8'}
        if isinstance(body, (bytes, bytearray)):
            from base64 import b64encode

            payload.update(body=b64encode(body).decode('ascii'), encoding='base64')
        if timeout_ms is not None:
            payload['timeout_ms'] = timeout_ms
        if redirect != 'follow':
            payload['redirect'] = redirect
        return FetchAnswer(_granted(self._host.ask('fetch', payload)))


class Kv:
    """Texts that the host keeps between runs, for this plugin alone."""

    def __init__(self, host):
        self._host = host

    def get(self, key: str) -> str | None:
        return self._ask('get', key=key).get('value')

    def set(self, key: str, value: str):
        """Comes back when it is stored."""
        self._ask('set', key=key, value=value)

    def delete(self, key: str):
        self._ask('delete', key=key)

    def list(self, prefix: str = '') -> list[str]:
        return self._ask('list', prefix=prefix).get('keys', [])

    def _ask(self, action, **what):
        return _granted(self._host.ask('kv', {'action': action, **what}))


class FetchAnswer:
    def __init__(self, answer):
        self.status = answer['status']
        self.ok = 200 <= self.status < 300
        self.headers = answer['headers']
        self._body = answer['body']
        self._is_text = answer['encoding'] == 'utf8'

    def text(self) -> str:
        return self._body if self._is_text else self.bytes().decode('utf-8', 'replace')

    def bytes(self) -> bytes:
        if self._is_text:
            return _to_bytes(self._body)
        from base64 import b64decode

        return b64decode(self._body)

    def json(self):
        return json.loads(self.text())


class Rows:
    """Rows as they arrive: one by one, or in the batches they come in, which is faster."""

    def __init__(self, read):
        self._read = read
        self.count = 0

    def batches(self):
        return self._counted(as_texts=False)

    def texts(self):
        """Batches of JSON texts, a row each: for formats that are JSON themselves, twice as fast."""
        return self._counted(as_texts=True)

    def _counted(self, as_texts):
        for batch in self._read(as_texts):
            self.count += len(batch)
            yield batch

    def __iter__(self):
        for batch in self.batches():
            yield from batch


class ExportCall:
    def __init__(self, body, ctx):
        # include_headers, date_format, timezone, fields, pretty
        self.options = body['options']
        self.ctx = ctx
        # The folder to write into, and the name without extension that the file should have.
        self.out = body['out']
        self.name = body['name']
        self._added = []

    def add(self, path: str, media_type: str, rows: int):
        """Tells of a further file that the plugin wrote into `out`."""
        self._added.append({'path': path, 'media_type': media_type, 'rows': rows})

    def _files(self):
        return [{**file, 'sha256': _sha256_of(os.path.join(self.out, file['path']))} for file in self._added]


def serve_plugin(plugin: Plugin):
    """Runs a plugin: the last thing that its program does."""
    fd = os.environ.get('RIMURU_PLUGIN_FD')
    path = os.environ.get('RIMURU_PLUGIN_SOCKET') or os.environ.get('TORU_PLUGIN_SOCKET')
    if '--metadata' in sys.argv:
        print(json.dumps(plugin.metadata))
    elif fd:
        _serve_on_fd(plugin, int(fd))
    elif path:
        _serve_on_socket(plugin, path)
    else:
        print(plugin.id + ' is a plugin of Rimuru: it is started by `rimuru`, or with --metadata', file=sys.stderr)
        sys.exit(2)


# Calls.


def _answer_call(plugin, request, ctx, streams):
    """The response to one call. Whatever the author's code raises becomes one too."""
    method, path = request.get('method'), str(request.get('path'))
    run = plugin.calls.get(path[len(PREFIX) :]) if method == 'POST' and path.startswith(PREFIX) else None
    if run is None:
        return _failed(404, f'there is nothing at {method} {path}')
    try:
        body = json.loads(request.get('body') or '{}')
        if not isinstance(body, dict):
            raise ValueError('the body of the call is no object')
        return _respond(200, run(body, ctx, streams))
    except Exception as error:
        import traceback

        traceback.print_exc()
        return _failed(500, _words_of(error))


def _words_of(error):
    text, name = str(error), type(error).__name__
    if not text:
        return name
    return text if type(error) in (Exception, RuntimeError, ValueError, Refused) else f'{name}: {text}'


def _respond(status, body):
    return {'status': status, 'headers': {'content-type': 'application/json'}, 'body': _to_json(body)}


def _failed(status, message):
    return _respond(status, {'error': {'message': message[:2000]}})


def _run_check(check):
    def run(body, ctx, streams):
        problems = list((check(body.get('config', ctx.config), ctx) if check else None) or [])
        return {'ok': not problems, 'problems': problems}

    return run


def _run_export(what, write, extension, media_type):
    def run(body, ctx, streams):
        call, data = ExportCall(body, ctx), body['data']
        rows = data if what == 'report' else Rows(_reader_of(data, streams))
        pieces = write(rows, call)
        if pieces is None:
            return {'files': call._files()}
        path = f'{call.name}.{extension}'
        sha256 = _write_pieces(os.path.join(call.out, path), pieces)
        count = sum(len(section['rows']) for section in data['sections']) if what == 'report' else rows.count
        return {
            'files': [{'path': path, 'media_type': media_type, 'rows': count, 'sha256': sha256}, *call._files()]
        }

    return run


def _write_pieces(path, pieces):
    import hashlib

    digest = hashlib.sha256()
    with open(path, 'wb', buffering=1 << 18) as file:
        for piece in [pieces] if isinstance(pieces, (str, bytes)) else pieces:
            data = _to_bytes(piece) if isinstance(piece, str) else piece
            digest.update(data)
            file.write(data)
    return digest.hexdigest()


def _sha256_of(path):
    import hashlib

    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        for piece in iter(lambda: file.read(1 << 18), b''):
            digest.update(piece)
    return digest.hexdigest()


def _to_bytes(text):
    try:
        return text.encode('utf-8')
    except UnicodeEncodeError:
        # Half a pair of surrogates has no bytes: it is written as the sign for what cannot be read.
        return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace').encode('utf-8')


def _reader_of(data, streams):
    """Reads the rows, wherever they are, in batches of rows or of JSON texts."""
    if data['format'] == 'stream':
        return streams.receive
    if data['format'] == 'ndjson':
        return lambda as_texts: _batches_in(data, as_texts)
    if data['format'] == 'inline':
        rows = data['rows']
        return lambda as_texts: [[_to_json(row) for row in rows] if as_texts else rows] if rows else []
    raise ValueError(f"rows as {data['format']} are not understood")


def _batches_in(data, as_texts):
    """The rows of a file, if it is the one that was announced."""
    import hashlib

    digest, count = hashlib.sha256(), 0
    with open(data['path'], 'rb') as file:
        for lines in iter(lambda: file.readlines(1 << 18), []):
            digest.update(b''.join(lines))
            count += len(lines)
            texts = [line.decode('utf-8') for line in lines]
            yield [text.rstrip('\n') for text in texts] if as_texts else json.loads(f"[{','.join(texts)}]")
    if count != data['rows'] or digest.hexdigest() != data['sha256']:
        raise ValueError(f"the file of rows is not the one that was announced: {data['rows']} rows")


def _run_scan(generator, body, streams):
    """Hands the requests over in the answer, as a stream, or in a file where there is no stream."""
    scan = _Scan(generator)
    rows = scan.rows()
    first = list(itertools.islice(rows, INLINE_ROWS + 1))
    if len(first) <= INLINE_ROWS:
        return {**scan.answer(), 'usage': first}
    texts = map(_to_json, itertools.chain(first, rows))
    if streams.can_send:
        streams.send(texts)
    elif body.get('out') is not None:
        with open(body['out'], 'w', encoding='ascii', newline='\n') as file:
            file.writelines(text + '\n' for text in texts)
    else:
        raise ValueError('there are more rows than fit into an answer, and no place for them')
    return scan.answer()


class _Scan:
    """The rows of a scan, counted, and what it returns at its end."""

    def __init__(self, generator):
        self._generator = generator
        self._count = 0
        self._end = {}

    def rows(self):
        while True:
            try:
                row = next(self._generator)
            except StopIteration as stop:
                self._end = stop.value or {}
                return
            self._count += 1
            yield row

    def answer(self):
        end = self._end
        return {
            'cursor': end.get('cursor'),
            'rows': self._count,
            'files': end.get('files', []),
            'problems': end.get('problems', []),
        }


# The wire: frames of a 4-byte big-endian length and a message as UTF-8 JSON.

_LENGTH = struct.Struct('>I')
_encode = json.JSONEncoder(separators=(',', ':'), allow_nan=False).encode


def _to_json(value):
    return _encode(value)


def _frame_of(type, payload, request_id):
    """To be written at once. `payload` is JSON text."""
    now = time.time()
    timestamp = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now)) + '.%03dZ' % (now % 1 * 1000)
    head = _to_json({'type': type, 'timestamp': timestamp, 'request_id': request_id})
    body = f'{head[:-1]},"payload":{payload}}}'.encode('ascii')
    if len(body) > FROM_PLUGIN_LIMIT:
        raise ValueError(f'the data of {len(body)} bytes is larger than the {FROM_PLUGIN_LIMIT} of a message')
    return _LENGTH.pack(len(body)) + body


def _answer_frame(type, answer, request_id):
    try:
        return _frame_of(type, _to_json(answer), request_id)
    except ValueError as error:
        return _frame_of(type, _to_json(_failed(500, str(error))), request_id)


class _FrameError(Exception):
    """The other side does not keep to the protocol. Nothing can be read after it."""


class _Decoder:
    """Cuts chunks of any size into the texts of messages. A length that is too large is refused before it is kept."""

    def __init__(self):
        self._held = bytearray()

    def push(self, chunk):
        held, at, messages = self._held, 0, []
        held += chunk
        while len(held) - at >= 4:
            (length,) = _LENGTH.unpack_from(held, at)
            if length > TO_PLUGIN_LIMIT:
                raise _FrameError(f'a frame of {length} bytes was announced, {TO_PLUGIN_LIMIT} are allowed')
            end = at + 4 + length
            if len(held) < end:
                break
            messages.append(_text_in(held[at + 4 : end]))
            at = end
        del held[:at]
        return messages


def _text_in(body):
    try:
        return body.decode('utf-8')
    except UnicodeDecodeError:
        raise _FrameError('a frame is no JSON in UTF-8') from None


def _message_in(text):
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise _FrameError('a frame is no JSON in UTF-8') from None
    if not isinstance(message, dict) or not isinstance(message.get('type'), str):
        raise _FrameError('a frame is no message: it has no type')
    return message


def _granted(answer):
    """The host's answer, or its refusal as an exception."""
    error = answer.get('error')
    if error:
        raise Refused(error.get('code', 'failed'), error.get('message', 'the host refused'))
    return answer


def _part(payload, key):
    part = payload.get(key)
    return part if isinstance(part, dict) else {}


# Carrier: an inherited socket, with a way back to the host and streams both ways.


def _serve_on_fd(plugin, fd):
    host = _Host(fd)
    host.post('hello', plugin.metadata)
    threading.Thread(target=host.listen, daemon=True).start()
    for call_id, request in iter(host.calls.get, None):
        streams = _Streams(host, call_id)
        host.answer(call_id, _answer_call(plugin, request, Context(host.started, host, call_id), streams))


class _Host:
    """One thread listens to the host, another runs the calls in order."""

    def __init__(self, fd):
        self.calls = SimpleQueue()
        self.started = {'config': {}, 'run_id': '', 'data_dir': ''}
        self.incoming = {}
        self.outgoing = {}
        self._waiting = {}
        self._ids = itertools.count(1)
        self._sending = threading.Lock()
        self._socket = socket.socket(fileno=fd)
        self._socket.setblocking(True)
        self._socket.set_inheritable(False)

    def post(self, type, payload, request_id=None):
        self.post_text(type, _to_json(payload), request_id)

    def post_text(self, type, payload, request_id):
        self._send(_frame_of(type, payload, request_id))

    def _send(self, frame):
        try:
            with self._sending:
                self._socket.sendall(frame)
        except OSError:
            os._exit(1)

    def ask(self, type, payload):
        request_id = f'p{next(self._ids)}'
        answer = self._waiting[request_id] = SimpleQueue()
        try:
            self.post(type, payload, request_id)
            return answer.get()
        finally:
            del self._waiting[request_id]

    def answer(self, call_id, response):
        self.incoming.pop(call_id, None)
        self._send(_answer_frame('http', response, call_id))

    def listen(self):
        """Without a host there is nothing to live for: the end of its messages ends the process at once."""
        decoder = _Decoder()
        try:
            for chunk in iter(lambda: self._socket.recv(1 << 18), b''):
                for text in decoder.push(chunk):
                    self._take(text)
            os._exit(0)
        except OSError:
            pass
        except Exception as error:
            print(f'the host does not keep to the protocol: {_words_of(error)}', file=sys.stderr, flush=True)
        finally:
            os._exit(1)

    def _take(self, text):
        rows = _STREAM.match(text)
        if rows:
            incoming = self.incoming.get(rows.group(1))
            if incoming:
                incoming.take(int(rows.group(2)), text, rows.end())
            return
        message = _message_in(text)
        type, request_id, payload = message['type'], message.get('request_id'), _part(message, 'payload')
        waiter = self._waiting.get(request_id)
        if type == 'stream':
            incoming = self.incoming.get(request_id)
            if incoming:
                incoming.take(payload.get('seq'), text, None)
        elif type == 'credit':
            outgoing = self.outgoing.get(request_id)
            if outgoing:
                outgoing.release(payload['batches'])
        elif type == 'lifecycle':
            if payload.get('action') == 'init':
                self.started = {**self.started, **payload}
            elif payload.get('action') == 'shutdown':
                self._stop()
        elif waiter:
            waiter.put(payload)
        elif not isinstance(request_id, str) or request_id.startswith('p'):
            pass
        elif type == 'http':
            # Rows may follow at once: there has to be a place for them before the call begins.
            self.incoming[request_id] = _Incoming()
            self.calls.put((request_id, _part(payload, 'payload')))
        else:
            error = {'code': 'invalid', 'message': f'messages of type {type} are not understood'}
            self.post(type[:100], {'error': error}, request_id)

    def _stop(self):
        """The call that runs may still end, for a moment."""
        self.calls.put(None)
        timer = threading.Timer(1, os._exit, [0])
        timer.daemon = True
        timer.start()


class _Incoming:
    """The batches of one call that wait to be read."""

    def __init__(self):
        self.batches = SimpleQueue()
        self._next = 0

    def take(self, seq, text, rows_at):
        if seq != self._next:
            self.batches.put(ValueError('a batch of rows is missing'))
        elif self.batches.qsize() >= STREAM_WINDOW:
            self.batches.put(ValueError('more rows came than there was room for'))
        else:
            self.batches.put((text, rows_at))
        self._next += 1


# How a batch begins and ends when the host writes it: its rows need not be read to know whose they are.
_STREAM = re.compile(
    r'\{"type":"stream","timestamp":"[^"\\]*","request_id":"([^"\\]*)","payload":\{"seq":(\d+),"rows":\['
)
_STREAM_ENDS = {'],"last":false}}': False, '],"last":true}}': True}
_read_value = json.JSONDecoder().raw_decode


def _rows_in(text, rows_at):
    payload = json.loads(text)['payload']
    if not isinstance(payload['rows'], list):
        raise TypeError
    return payload['rows'], payload.get('last') is True


def _texts_in(text, rows_at):
    texts, at = [], rows_at
    if at is not None and text[at] != ']':
        end, more = at, True
        while more:
            _, end = _read_value(text, at)
            texts.append(text[at:end])
            more, at = text[end] == ',', end + 1
        at = end
    last = _STREAM_ENDS.get(text[at:]) if at is not None else None
    if last is not None:
        return texts, last
    rows, last = _rows_in(text, rows_at)
    return [_to_json(row) for row in rows], last


class _Streams:
    """The rows of one call."""

    can_send = True

    def __init__(self, host, call_id):
        self._host = host
        self._call_id = call_id

    def receive(self, as_texts):
        batches = self._host.incoming[self._call_id].batches
        read = _texts_in if as_texts else _rows_in
        while True:
            batch = batches.get()
            if isinstance(batch, Exception):
                raise batch
            try:
                rows, last = read(*batch)
            except (ValueError, TypeError, LookupError, RecursionError):
                raise ValueError('a batch of rows is broken') from None
            if rows:
                yield rows
            if last:
                return
            self._host.post_text('credit', '{"batches":1}', self._call_id)

    def send(self, texts):
        """As fast as the host takes them: so many batches are on their way as it has room for."""
        credit = self._host.outgoing[self._call_id] = threading.Semaphore(STREAM_WINDOW)
        seq = 0
        try:
            for seq, batch in enumerate(_batched(texts), 1):
                credit.acquire()
                self._host.post_text('stream', f'{{"seq":{seq - 1},"rows":[{batch}],"last":false}}', self._call_id)
            credit.acquire()
            self._host.post_text('stream', f'{{"seq":{seq},"rows":[],"last":true}}', self._call_id)
        finally:
            del self._host.outgoing[self._call_id]


def _batched(texts):
    """Neither many nor large, joined as they stand in a list."""
    batch, size = [], 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if len(batch) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield ','.join(batch)
            batch, size = [], 0
    if batch:
        yield ','.join(batch)


# Carrier: a Unix socket that the plugin listens on, as hosts of the base protocol want it. There is no way back.


def _serve_on_socket(plugin, path):
    import signal

    # As an exception it lets the path be taken away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    _remove(path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    try:
        _Listening(plugin, path, listener).run()
    finally:
        _remove(path)


def _remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


class _Listening:
    """All connections in one thread, messages in the order in which they came: an idle connection holds up nobody."""

    can_send = False

    def __init__(self, plugin, path, listener):
        self._plugin = plugin
        self._listener = listener
        self._decoders = {}
        self._started = {'config': {}, 'run_id': '', 'data_dir': os.path.dirname(path)}

    def run(self):
        import select

        while True:
            ready, _, _ = select.select([self._listener, *self._decoders], [], [])
            for connection in ready:
                if connection is self._listener:
                    taken, _ = connection.accept()
                    taken.settimeout(10)
                    self._decoders[taken] = _Decoder()
                elif not self._serve(connection):
                    del self._decoders[connection]
                    connection.close()

    def _serve(self, connection):
        """Whether the connection may go on."""
        try:
            chunk = connection.recv(1 << 18)
            for text in self._decoders[connection].push(chunk):
                message = _message_in(text)
                answer = self._answer_to(message)
                if answer is not None:
                    connection.sendall(_answer_frame(message['type'], answer, message.get('request_id')))
            return chunk != b''
        except (_FrameError, OSError) as error:
            print(f'a connection was closed: {error}', file=sys.stderr, flush=True)
            return False

    def _answer_to(self, message):
        """None for a message without an answer."""
        type, request_id, payload = message['type'], message.get('request_id'), _part(message, 'payload')
        if type == 'lifecycle':
            if payload.get('action') == 'init':
                self._started = {**self._started, **payload}
            elif payload.get('action') == 'shutdown':
                sys.exit(0)
            return None
        if type == 'kv':
            return self.ask('kv', _part(payload, 'payload'))
        if type == 'http':
            ctx = Context(self._started, self, request_id)
            return _answer_call(self._plugin, _part(payload, 'payload'), ctx, self)
        return None if request_id is None else _failed(400, f'messages of type {type} are not understood')

    def receive(self, as_texts):
        raise RuntimeError('there are no streams on this carrier')

    def ask(self, type, payload):
        if type != 'kv':
            raise RuntimeError('this host makes no requests for plugins')
        return _kv_in_file(os.path.join(self._started['data_dir'], 'kv.json'), payload)

    def post(self, type, payload, request_id):
        if type == 'log':
            print(f"{payload['level']}: {payload['message']}", file=sys.stderr, flush=True)


def _kv_in_file(path, asked):
    """Keys and values in a file, for a host that keeps none. It is replaced as a whole: it is never half written."""
    action, key = asked.get('action'), asked.get('key')
    try:
        with open(path, encoding='utf-8') as file:
            values = json.load(file)
    except (OSError, ValueError):
        values = {}
    if action == 'get':
        return {'value': values.get(key)}
    if action == 'list':
        return {'keys': sorted(key for key in values if key.startswith(asked.get('prefix') or ''))}
    if action == 'set':
        values[key] = asked.get('value')
    elif action == 'delete':
        values.pop(key, None)
    else:
        return {'error': {'code': 'invalid', 'message': 'the actions of kv are get, set, delete and list'}}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + '.tmp', 'w', encoding='utf-8') as file:
        json.dump(values, file)
    os.replace(path + '.tmp', path)
    return {'value': None}

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ministack.services.stepfunctions import _ExecutionError


class Control:
    """What the tests may ask of the workbench, by method and path."""

    def __init__(self, clock, faults, record, services, fire_schedules, routes):
        self._clock = clock
        self._services = services
        self._fire_schedules = fire_schedules
        self.routes = {
            ('GET', '/faults'): lambda _: faults.list(),
            ('POST', '/faults'): faults.add,
            ('DELETE', '/faults'): lambda _: faults.clear(),
            ('GET', '/calls'): lambda _: record.list(),
            ('DELETE', '/calls'): lambda _: record.clear(),
            ('GET', '/clock'): lambda _: self._time(),
            ('POST', '/clock'): self._move,
            ('POST', '/call'): self._call,
            **routes,
        }

    def _time(self):
        return {'offsetSeconds': self._clock.offset, 'retryScale': self._clock.retry_scale, 'now': round(self._clock.time() * 1000)}

    def _move(self, order):
        if 'retryScale' in order:
            self._clock.retry_scale = float(order['retryScale'])
        if 'offsetSeconds' in order:
            self._clock.move(order['offsetSeconds'])
            self._fire_schedules()
        return self._time()

    def _call(self, order):
        return self._services.call(order['service'], order['action'], order.get('parameters', {}), order['account'], order['region'])


def start(port, control):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        # Head and body in one packet: of two, the second would wait 40 ms until the first is acknowledged.
        wbufsize = -1

        def _answer(self):
            body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
            route = control.routes.get((self.command, self.path))
            try:
                if route is None:
                    return self._send(404, {'error': 'NotFound', 'cause': f'{self.command} {self.path}'})
                return self._send(200, route(json.loads(body or b'{}')))
            except _ExecutionError as error:
                return self._send(400, {'error': error.error, 'cause': error.cause})
            except Exception as error:
                return self._send(400, {'error': type(error).__name__, 'cause': str(error)})

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def _send(self, status, answer):
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header('Content-Type', 'application/json')
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()

// The same echo as in websocket_test.go, by the package ws. Prints its port.
const { WebSocketServer } = require('ws');
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1 << 30 }, () => console.log(server.address().port));

server.on('connection', socket => {
	socket.on('error', () => {});
	socket.on('pong', data => socket.send(String(data.toString() === 'p')));
	socket.on('message', (data, binary) => {
		switch (data.length < 20 ? data.toString() : '') {
		case 'fragments':
			socket.send('f'.repeat(4096), { binary, fin: false });
			socket.send('f'.repeat(4096), { binary, fin: false });
			socket.send('f'.repeat(4096), { binary, fin: true });
			break;
		case 'bye': socket.close(4001, 'so long'); break;
		case 'drop': socket.terminate(); break;
		case 'ping': socket.ping('p'); break;
		default: socket.send(data, { binary });
		}
	});
});

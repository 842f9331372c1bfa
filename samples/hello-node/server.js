const express = require('express');
const { WebSocketServer } = require('ws');
const os = require('os');

const greeting = 'Hello from Slipway';
const application = express();

application.get('/', (request, response) =>
  response.type('text').send(`${greeting}, ${process.env.NAME || 'world'}\n`));
application.get('/gear', (request, response) => response.type('text').send(os.hostname() + '\n'));
application.get('/slow', (request, response) => {
  const seconds = Math.min(Number(request.query.seconds) || 5, 30);
  setTimeout(() => response.type('text').send(`slept ${seconds} s\n`), seconds * 1000);
});
application.post('/upload', (request, response) => {
  let bytes = 0;
  request.on('data', chunk => { bytes += chunk.length; });
  request.on('end', () => response.json({ bytes }));
});

const server = application.listen(process.env.PORT || 8080, () => console.log(`listening on ${server.address().port}`));
const sockets = new WebSocketServer({ server, path: '/echo' });
sockets.on('connection', socket => socket.on('message', (data, binary) => socket.send(data, { binary })));

process.on('SIGTERM', () => {
  console.log('ending after the last request');
  sockets.clients.forEach(socket => socket.close(1001));
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

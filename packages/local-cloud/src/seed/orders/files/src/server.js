const { createServer } = require('node:http');

createServer((request, response) => {
  response.end(JSON.stringify({ status: 'ok' }));
}).listen(8000);

import { Server } from './server.js';

const Made = new Made();
const server = new server.Server();
const other = new Server();

Made.listen();
server.listen();
other.listen();

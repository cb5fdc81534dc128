import { api, counter } from './make.js';

counter()();
const count = counter();
count();
api().start();
const { stop } = api();
stop();

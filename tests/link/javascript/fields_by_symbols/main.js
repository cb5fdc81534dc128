const { kStore, kResume } = require('./symbols');
const { Agent } = require('./agent');

const agent = new Agent();
agent[kResume](true);
agent[kStore].find();

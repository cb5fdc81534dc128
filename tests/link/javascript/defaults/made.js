import Made from './class.js';
export default new Made();

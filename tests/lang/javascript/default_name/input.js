function main() {}

export default main;

const named = () => {};
export default named;

const name = 'x';

export default {
  name,
  data() {
    return { count: this.start };
  },
  start: 1,
  methods: {
    go() {
      return name;
    },
  },
};

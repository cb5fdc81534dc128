const name = 'x';

function tag(parts, ...values) {
  return name;
}

const text = `plain ${name} ${tag(1)} ${`nested ${name}`}`;
tag`a ${name} b`;
tag.raw`c`;

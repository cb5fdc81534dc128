#define ELSEWHERE

#define API_VERSION 4

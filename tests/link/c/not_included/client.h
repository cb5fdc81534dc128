int unrelated(void);

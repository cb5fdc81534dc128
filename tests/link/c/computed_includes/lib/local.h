int local(void);

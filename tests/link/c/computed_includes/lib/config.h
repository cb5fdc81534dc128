int configured(void);

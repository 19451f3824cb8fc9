"""Between a crawl and the network: politeness, robots.txt, refusals and patience."""

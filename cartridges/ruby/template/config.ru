run ->(_environment) { [200, { 'Content-Type' => 'text/plain; charset=utf-8' }, ["Your Ruby application runs. Change config.ru and push.\n"]] }

use strict;
use warnings;

sub {
    return [200, ['Content-Type' => 'text/plain; charset=utf-8'], ["Your Perl application runs. Change app.psgi and push.\n"]];
};

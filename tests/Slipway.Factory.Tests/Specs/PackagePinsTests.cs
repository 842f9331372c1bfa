using Slipway.Factory.Specs;

namespace Slipway.Factory.Tests.Specs;

public class PackagePinsTests
{
    private static IEnumerable<string> PinsOf(string shell) =>
        ShellText.Read(shell, new Dictionary<string, string> { ["KNOWN"] = "1.2-3" }).SelectMany(PackagePins.Of);

    [Theory]
    [InlineData("apt-get install -y nginx=1.22.1-9", "nginx=1.22.1-9")]
    [InlineData("apt-get install -y \"nginx=1.22.1-9\"", "nginx=1.22.1-9")]
    [InlineData(
        "apt-get -o Dpkg::Options::=--force-confold install -y --no-install-recommends 'nginx=1.22'", "nginx=1.22")]
    [InlineData("apt-get update && apt-get install -y \\\n   curl \\\n   nginx=1:1.22-1 \\\n && apt-get clean",
        "nginx=1:1.22-1")]
    [InlineData("PKG=nginx=1.2; apt-get install $PKG", "nginx=1.2")]
    [InlineData("export PKGS=\"curl nginx=1.2\" && apt install -y $PKGS", "nginx=1.2")]
    [InlineData("apt-get install nginx=$KNOWN", "nginx=1.2-3")]
    [InlineData("apt-get install nginx=${KNOWN}", "nginx=1.2-3")]
    [InlineData("DEBIAN_FRONTEND=noninteractive apt-get install -y libstdc++6=12", "libstdc++6=12")]
    [InlineData("sudo /usr/bin/apt-get install nginx=1", "nginx=1")]
    [InlineData("(apt-get install nginx=1)", "nginx=1")]
    [InlineData("pip install --no-cache-dir flask==2.0.1 requests", "flask==2.0.1")]
    [InlineData("pip3 install 'flask[async]==2.0.1'", "flask[async]==2.0.1")]
    [InlineData("python3 -m pip install -U pip==23", "pip==23")]
    [InlineData("npm install -g yarn@1.22.19", "yarn@1.22.19")]
    [InlineData("npm i @scope/tool@1.0.0", "@scope/tool@1.0.0")]
    [InlineData("gem install bundler -v 2.4.1", "-v 2.4.1")]
    [InlineData("gem install bundler:2.4.1", "bundler:2.4.1")]
    [InlineData("apk add --no-cache nginx=1.2-r0", "nginx=1.2-r0")]
    public void An_exact_version_is_found(string shell, string pin) => PinsOf(shell).ShouldBe([pin]);

    [Theory]
    [InlineData("apt-get install -y nginx curl")]
    [InlineData("apt-get install nginx/bookworm-backports")]
    [InlineData("apt-get install -t=bookworm nginx")]
    [InlineData("apt-get install -t bookworm=1 nginx")]
    [InlineData("apt-get install nginx=1:1.22.*")]
    [InlineData("apt-get install ./nginx_1.22-1_amd64.deb")]
    [InlineData("apt-get install nginx=$VERSION")]
    [InlineData("apt-get install nginx=${VERSION:-1.2}")]
    [InlineData("apt-get remove nginx=1.2")]
    [InlineData("echo apt-get install nginx=1.2 > /dev/null")]
    [InlineData("# apt-get install nginx=1.2")]
    [InlineData("NGINX=1.2 apt-get install nginx")]
    [InlineData("pip install 'flask>=2.0' -r requirements==x.txt")]
    [InlineData("pip install flask~=2.0 django!=3 jinja2==3.*")]
    [InlineData("npm install express@^4 react@latest left-pad@4")]
    [InlineData("sed -i s/a=1/b=2/ file")]
    [InlineData("apt-get install 'unfinished")]
    [InlineData("")]
    public void What_is_no_exact_version_is_left_alone(string shell) => PinsOf(shell).ShouldBeEmpty();
}

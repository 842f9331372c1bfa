using Slipway.Factory.Specs;
using Slipway.Factory.Trees;
using Slipway.Templates;

namespace Slipway.Factory.Tests.Trees;

public class TreeRendererTests
{
    private static RenderedImage Render(TestTree tree, string image)
    {
        var read = tree.Read();
        return new TreeRenderer(read).Render(read.Images[image]);
    }

    [Fact]
    public void The_container_build_architecture_has_its_variables()
    {
        using var tree = new TestTree(
            ("factory.yml", "group: team\nprefix: debian-\ntag: \"8\"\nmaintainer: MOS\nfooter: CMD true\n"),
            ("cron/Dockerfile.j2", "FROM {{ namespace }}/{{ image_prefix }}base:{{ tag }}\n" +
                "MAINTAINER {{ maintainer }}\n{{ include_footer }}\n"));
        var image = Render(tree, "cron");
        image.Dockerfile.ShouldBe("FROM team/debian-base:8\nMAINTAINER MOS\nCMD true");
        image.Uses.ShouldHaveSingleItem().ToString().ShouldBe("team/debian-base:8");
    }

    [Fact]
    public void The_listing_of_the_specification_has_a_stray_endif_and_renders_without_it()
    {
        const string Listing = """
            FROM {{ namespace }}/{{ image_prefix }}base:{{ tag }}
            MAINTAINER {{ maintainer }}

            RUN apt-get install -y --no-install-recommends \
                    cron \
                    logrotate \
                && apt-get clean

            {% endif %}

            COPY extend_start.sh /usr/local/bin/extend_start
            RUN chmod 755 /usr/local/bin/extend_start

            {{ include_footer }}
            """;
        using var tree = new TestTree(("factory.yml", "maintainer: MOS"), ("cron/Dockerfile.j2", Listing));
        var refused = Should.Throw<TemplateException>(() => Render(tree, "cron"));
        (refused.Error, refused.Line).ShouldBe((TemplateError.TemplateSyntaxError, 9));
        tree.Write("cron/Dockerfile.j2", Listing.Replace("{% endif %}", "", StringComparison.Ordinal));
        Render(tree, "cron").Dockerfile.ShouldNotBeNull().ShouldContain("logrotate");
    }

    [Fact]
    public void Fuel_ccp_names_its_parent_sources_and_side_files()
    {
        using var tree = new TestTree(
            ("factory.yml", "group: ccp\nvariables: {port: 5000}\nsources: {keystone: {directory: src}}\n"),
            ("docker/base/Dockerfile.j2", "FROM scratch"),
            ("docker/keystone/Dockerfile.j2", "FROM {{ image_spec('base') }}\n" +
                "{{ copy_sources('keystone', '/keystone') }}\nCOPY {{ render('wsgi.conf.j2') }} /etc/\n"),
            ("docker/keystone/wsgi.conf.j2", "Listen {{ port }}\n"));
        var image = Render(tree, "keystone");
        image.Dockerfile.ShouldBe("FROM ccp/base:latest\nCOPY keystone /keystone\nCOPY wsgi.conf /etc/");
        image.Sources.ShouldBe(["keystone"]);
        image.Files.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("wsgi.conf", "Listen 5000"));
    }

    [Fact]
    public void Kolla_has_its_macros_overrides_and_package_functions()
    {
        using var tree = new TestTree(
            ("factory.yml", """
                group: kolla
                strict: false
                directories: [docker]
                override: override.j2
                package-repositories: repos.yaml
                variables: {base_distro: debian, base_package_type: deb, base_arch: x86_64, cron_packages_append: [vim], openstack_release_codename: Zed}
                """),
            ("repos.yaml",
                "debian:\n  haproxy: {url: 'http://example.com', suite: bookworm, component: main, gpg_key: k.gpg}\n"),
            ("override.j2", "{% extends parent_template %}{% block cron_footer %}LABEL over=ridden{% endblock %}"),
            ("docker/macros.j2", "{% macro install(packages) %}RUN " +
                "{{ debian_package_install(packages, clean_package_cache) }}{% endmacro %}"),
            ("docker/cron/Dockerfile.j2", """
                FROM {{ namespace }}/base:{{ tag }}
                {% import "macros.j2" as macros with context %}
                {{ handle_repos(['haproxy'], 'enable') }}
                {% set cron_packages = ['cron'] %}
                {{ macros.install(cron_packages | customizable("packages")) }}
                {% block cron_footer %}{% endblock %}
                """));
        var text = Render(tree, "cron").Dockerfile.ShouldNotBeNull();
        text.ShouldContain("/etc/apt/sources.list.d/haproxy.sources");
        text.ShouldContain("install --no-install-recommends cron vim");
        text.ShouldContain("LABEL over=ridden");
    }

    [Fact]
    public void An_image_with_a_version_is_named_by_its_line()
    {
        using var tree = new TestTree(
            ("factory.yml", "group: debian12-slipway1-stable"),
            ("tools/Dockerfile.j2", "FROM scratch"), ("tools/image.yml", "name: debian-slipway\nversion: \"1.2\""),
            ("app/Dockerfile.j2", "FROM {{ image_spec('debian-slipway') }}"));
        Render(tree, "app").Dockerfile.ShouldBe("FROM debian12-slipway1-stable/debian-slipway:1.2");
    }

    [Fact]
    public void A_registry_stands_before_the_group()
    {
        using var tree = new TestTree(
            ("factory.yml", "registry: \"1.1.1.1:5000\"\ngroup: debian8.3-mos9.0-stable"),
            ("debian/Dockerfile.j2", "FROM scratch"),
            ("mos/Dockerfile.j2", "FROM {{ namespace }}/debian:{{ tag }}"),
            ("ms/Dockerfile.j2", "FROM {{ image_spec('mos') }}"));
        var result = SpecTests.Run(tree.Read());
        result.Findings.ShouldBeEmpty();
        result.Graph.ShouldNotBeNull().Order.ShouldBe(["debian", "mos", "ms"]);
        result.Images.Single(image => image.Image.Name == "ms").Dockerfile
            .ShouldBe("FROM 1.1.1.1:5000/debian8.3-mos9.0-stable/mos:latest");
    }

    [Fact]
    public void All_images_that_stages_use_are_found()
    {
        using var tree = new TestTree(("app/Dockerfile.j2", """
            ARG BASE=team/base:1
            FROM $BASE AS build
            RUN --mount=type=bind,from=team/tools:2,target=/tools true
            FROM build
            COPY --from=team/files:3 /a /b
            COPY --from=build /a /c
            """));
        Render(tree, "app").Uses.Select(use => use.ToString())
            .ShouldBe(["team/base:1", "team/files:3", "team/tools:2"]);
    }
}

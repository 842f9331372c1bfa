using Slipway.Templates;
using Slipway.Templates.Dialects;
using Slipway.Templates.Loading;

namespace Slipway.Templates.Tests;

public sealed class DialectTests
{
    private const string Printed =
        """
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

    private static readonly ContainerArchitecture Architecture = new()
    {
        Namespace = "registry.example.com/debian",
        ImagePrefix = "deb-",
        Tag = "12",
        Maintainer = "Somebody <somebody@example.com>",
        IncludeFooter = "USER cron",
    };

    [Fact]
    public void The_listing_of_the_container_build_architecture_has_a_stray_endif()
    {
        var thrown = Should.Throw<TemplateException>(
            () => new TemplateEnvironment(MemoryTemplates.None).Parse(Printed, "Dockerfile.j2"));
        thrown.Error.ShouldBe(TemplateError.TemplateSyntaxError);
        thrown.Message.ShouldBe("Dockerfile.j2, line 9: TemplateSyntaxError: Encountered unknown tag 'endif'.");
    }

    [Fact]
    public void Without_it_the_listing_renders()
    {
        var template = new TemplateEnvironment(MemoryTemplates.None)
            .Parse(Printed.Replace("{% endif %}\n\n", "", StringComparison.Ordinal));
        var rendered = template.Render(Architecture.Variables);
        rendered.ShouldStartWith(
            "FROM registry.example.com/debian/deb-base:12\nMAINTAINER Somebody <somebody@example.com>\n");
        rendered.ShouldEndWith("RUN chmod 755 /usr/local/bin/extend_start\n\nUSER cron");
    }

    [Fact]
    public void Ccp_s_functions_say_what_an_image_is_made_of()
    {
        var (environment, image) = Ccp();
        environment.Parse("FROM {{ image_spec('base') }}\n{{ copy_sources('openstack/nova', '/nova') }}\n" +
            "COPY {{ render('nova.conf.j2') }} {{ render('other') }} /\n{{ 'http://mirror.example.com:80/x'|host }}")
            .Render(new Dictionary<string, object?>())
            .ShouldBe("FROM registry:5000/ccp/base:latest\nCOPY openstack/nova /nova\n" +
                "COPY nova.conf other.rendered /\nmirror.example.com:80");
        image.Parent.ShouldBe("base");
        image.Sources.ShouldBe(["openstack/nova"]);
        image.RenderedFiles.ShouldBe([("nova.conf.j2", "nova.conf"), ("other", "other.rendered")]);
    }

    [Theory]
    [InlineData("{{ image_spec('a') }}{{ image_spec('b') }}", TemplateError.RuntimeError)]
    [InlineData("{{ copy_sources('unknown', '/') }}", TemplateError.ValueError)]
    [InlineData("{{ raise_exception('no') }}", TemplateError.AssertionError)]
    [InlineData("{{ missing }}", TemplateError.UndefinedError)]
    public void Ccp_s_functions_refuse_what_ccp_s_do(string template, TemplateError error) =>
        Should.Throw<TemplateException>(
            () => Ccp().Environment.Parse(template).Render(new Dictionary<string, object?>())).Error.ShouldBe(error);

    [Fact]
    public void Kolla_s_overrides_extend_the_template_object_that_they_are_given()
    {
        var templates = new Dictionary<string, string>
        {
            ["Dockerfile.j2"] = "{% import 'macros.j2' as macros with context %}{% block header %}h{% endblock %}{% " +
                "set packages = ['a', 'b'] %}{{ macros.install(packages | customizable('packages')) }}",
            ["macros.j2"] = "{% macro install(packages) %}RUN {{ debian_package_install(packages) }}{% endmacro %}",
        };
        var own = KollaEnvironment(new MemoryTemplates(templates));
        var overriding = KollaEnvironment(MemoryTemplates.None)
            .Parse("{% extends parent_template %}{% set nova_api_packages_append = ['c'] %}{% set " +
                "nova_api_packages_remove = ['a'] %}{% block header %}{{ super() }}!{% endblock %}");
        overriding.Render(new Dictionary<string, object?>
        {
            ["parent_template"] = own.Get("Dockerfile.j2"), ["image_name"] = "nova-api",
        })
            .ShouldBe("h!RUN apt-get --error-on=any update && apt-get -y install --no-install-recommends b c && " +
                "apt-get clean && rm -rf /var/lib/apt/lists/*");
    }

    [Theory]
    [InlineData("deb", "enable",
        "RUN echo 'Uris: http://deb.example.com' >/etc/apt/sources.list.d/extra.sources && echo 'Components: main' " +
            ">>/etc/apt/sources.list.d/extra.sources && echo 'Types: deb' >>/etc/apt/sources.list.d/extra.sources && " +
            "echo 'Suites: zed-updates' >>/etc/apt/sources.list.d/extra.sources && echo 'Signed-By: " +
            "/etc/kolla/apt-keys/key.gpg' >>/etc/apt/sources.list.d/extra.sources")]
    [InlineData("deb", "disable", "")]
    [InlineData("rpm", "disable", "RUN dnf config-manager --disable crb || true")]
    public void Kolla_s_repositories_become_commands(string type, string mode, string expected)
    {
        var variables = new Dictionary<string, object?>
        {
            ["base_package_type"] = type, ["base_distro"] = type == "deb" ? "debian" : "rocky",
            ["base_arch"] = "x86_64", ["openstack_release_codename"] = "Zed",
        };
        KollaEnvironment(MemoryTemplates.None)
            .Parse($"{{{{ handle_repos(['{(type == "deb" ? "extra" : "crb")}'], '{mode}') }}}}")
            .Render(variables).ShouldBe(expected);
    }

    private static (TemplateEnvironment Environment, CcpImage Image) Ccp()
    {
        var environment = new TemplateEnvironment(
            MemoryTemplates.None, new TemplateOptions { Undefined = UndefinedBehavior.Strict });
        var image = new CcpImage(new CcpImageNames { RegistryAddress = "registry:5000" }, ["openstack/nova"]);
        image.AddTo(environment);
        return (environment, image);
    }

    private static TemplateEnvironment KollaEnvironment(ITemplateSource source)
    {
        var environment = new TemplateEnvironment(source);
        Kolla.AddTo(environment, new Dictionary<string, object?>
        {
            ["debian"] = new Dictionary<string, object?>
            {
                ["extra"] = new Dictionary<string, object?>
                {
                    ["url"] = "http://deb.example.com",
                    ["component"] = "main", ["suite"] = "{openstack_release_codename}-updates", ["gpg_key"] = "key.gpg",
                },
            },
            ["rpm"] = new Dictionary<string, object?>
            {
                ["crb"] = new Dictionary<string, object?> { ["name"] = "crb", ["distro"] = true },
            },
        });
        return environment;
    }
}

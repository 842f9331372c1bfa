namespace Slipway.EndToEnd.Applications;

/// <summary>
/// A cartridge of a test's own over the Node.js image: its scripts put the source in place and start server.js.
/// </summary>
internal static class NodeCartridge
{
    /// <param name="directory">Where it is written.</param>
    /// <param name="more">Lines of the manifest besides name, image and the HTTP endpoint on port 8080.</param>
    /// <returns>The directory.</returns>
    public static string Write(string directory, string name, params string[] more)
    {
        File.WriteAllText(Path.Combine(directory, "manifest.yml"), $$"""
            Name: {{name}}
            Cartridge-Short-Name: {{name.ToUpperInvariant()}}
            Display-Name: {{name}}
            Description: Of the tests.
            Version: "1"
            License: Apache-2.0
            Vendor: tests
            Categories: [web_framework]
            Provides: [{{name}}]
            Architecture: noarch
            Image-name: cartridges/nodejs:18
            Liveness-check: {Port: 8080}
            Endpoints:
              - {Private-IP-Name: IP, Private-Port-Name: PORT, Private-Port: 8080, Protocols: [http], Mappings: [{Frontend: "", Backend: ""}]}
            {{string.Join('\n', more)}}

            """);
        Script(directory, "assemble",
            "cp -rT /tmp/src \"$HOME\"; cd \"$HOME\"; [ ! -e package.json ] || npm ci --omit=dev");
        Script(directory, "run", "cd \"$HOME\" && exec node server.js");
        return directory;
    }

    private static void Script(string directory, string name, string body)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "scripts")).FullName, name);
        File.WriteAllText(path, "#!/bin/sh\nset -e\n" + body + "\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
